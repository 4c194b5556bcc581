import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** By far the longest files: begun last, one of them would leave the other workers idle until its end. */
const FIRST = ['/test/sabotage/sabotage.test.ts', '/test/seeds.test.ts']

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isOf = (end: string) => (file: TestSpecification) => file.moduleId.endsWith(end)
    const first = FIRST.flatMap((end) => sorted.filter(isOf(end)))
    return [...first, ...sorted.filter((file) => !first.includes(file))]
  }
}
