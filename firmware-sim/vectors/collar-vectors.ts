import type { Fields } from '../codec.ts'
import { castShown } from './cast.ts'
import { commandVectors } from './commands.ts'
import { malformedReportVectors } from './malformed-reports.ts'
import { outcomeVectors } from './outcomes.ts'
import { reportVectors } from './reports.ts'
import { resultVectors } from './results.ts'

/** Everything in `hardware-tests/vectors/collar.json`; its README explains the form. The same at every call. */
export function collarVectors(): Fields {
  return {
    protocol: 'docs/protocol/collar.md, version 1',
    cast: castShown(),
    reports: reportVectors(),
    malformedReports: malformedReportVectors(),
    commands: commandVectors(),
    results: resultVectors(),
    outcomes: outcomeVectors(),
  }
}
