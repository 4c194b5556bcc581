import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { TYPE } from '@formatjs/icu-messageformat-parser'

/** How a message uses one of its parameters; one that is used in several ways counts as the strictest of them, a choice. */
export type Use = 'shown' | 'counted' | 'instant' | 'choice'

const STRICTNESS: readonly Use[] = ['shown', 'instant', 'counted', 'choice']

/** The parameters of a parsed ICU message, those inside of select and plural branches too. */
export function placeholders(message: readonly MessageFormatElement[]): Map<string, Use> {
  const found = new Map<string, Use>()
  const note = (name: string, use: Use): void => {
    const before = found.get(name)
    if (!before || STRICTNESS.indexOf(use) > STRICTNESS.indexOf(before)) found.set(name, use)
  }
  const walk = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.argument) note(element.value, 'shown')
      if (element.type === TYPE.number) note(element.value, 'counted')
      if (element.type === TYPE.date || element.type === TYPE.time) note(element.value, 'instant')
      if (element.type === TYPE.select) note(element.value, 'choice')
      if (element.type === TYPE.plural) note(element.value, 'counted')
      if (element.type === TYPE.select || element.type === TYPE.plural) {
        for (const option of Object.values(element.options)) walk(option.value)
      }
    }
  }
  walk(message)
  return found
}
