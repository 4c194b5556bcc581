import { ProblemError } from '../../std/problems.ts'

/** A request that does not have the form it should have. `path` is a JSON pointer behind `/body`, `/querystring`, `/headers` or `/params`. */
export class InvalidRequest extends ProblemError {
  readonly errors: readonly { path: string; message: string }[]

  constructor(...errors: { path: string; message: string }[]) {
    super('invalid-request')
    this.errors = errors
  }
}
