import { CME, CMS, cme, cms, ok } from '../answer.ts'
import { whole } from '../arguments.ts'
import type { Settings } from '../settings.ts'
import type { Command } from '../state.ts'

type Numeric = { [Name in keyof Settings]: Settings[Name] extends number ? Name : never }[keyof Settings]

/** A command that holds one number, as +CMEE does. @param family of the error that answers another number */
export function numberCommand(
  name: string,
  setting: Numeric,
  range: readonly [number, number],
  family: 'cme' | 'cms' = 'cme',
): Command {
  const [least, most] = range
  return {
    read: ({ settings }) => ok(`${name}: ${settings[setting]}`),
    test: () => ok(`${name}: (${least}-${most})`),
    set({ settings }, { args }) {
      const value = args.length > 1 ? null : whole(args, 0, range, least)
      if (value === null) return family === 'cme' ? cme(CME.incorrectParameters) : cms(CMS.notSupported)
      settings[setting] = value
      return ok()
    },
  }
}

/** A command that only tells. */
export const telling = (tell: NonNullable<Command['run']>): Command => ({ run: tell, test: () => ok() })
