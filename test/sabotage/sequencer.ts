import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The sabotages are by far the longest file: begun last, the other workers would stand idle until its end. */
export class SabotageFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSabotage = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith('/sabotage.test.ts')
    return [...sorted.filter(isSabotage), ...sorted.filter((file) => !isSabotage(file))]
  }
}
