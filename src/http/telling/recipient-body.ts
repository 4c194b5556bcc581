import type { WishesAsked } from '../../flows/recipients/add.ts'
import type { SeenRecipient, SeenRecipients } from '../../flows/recipients/see.ts'
import type { SeenTelling } from '../../flows/recipients/see-tellings.ts'
import { instantText } from '../../std/period.ts'
import type { RecipientListShape, RecipientShape, ToldShape } from '../recipient-schemas.ts'

/** An account's recipients as the API tells them. */
export function recipientsBody({ zone, zoneChosen, items, ...rest }: SeenRecipients): RecipientListShape {
  return { ...rest, timeZone: zone, timeZoneChosen: zoneChosen, items: items.map(recipientBody) }
}

function recipientBody({ quiet, lately, devices, ...rest }: SeenRecipient): RecipientShape {
  return {
    ...rest,
    devices: devices?.map((one) => ({ ...one })) ?? null,
    quiet: quiet && { from: minuteText(quiet.from), until: minuteText(quiet.until) },
    lately: lately.map(toldBody),
  }
}

/** Something that was told. */
export function toldBody({ at, ...rest }: SeenTelling): ToldShape {
  return { ...rest, at: instantText(at) }
}

/** What a body asks for, with only what it names. */
export function wishesOf(body: {
  name?: string
  language?: string
  devices?: string[] | null
  security?: boolean
  function?: boolean
  quiet?: { from: string; until: string } | null
}): Partial<WishesAsked> {
  const { quiet, ...rest } = body
  return {
    ...rest,
    ...(quiet === undefined ? {} : { quiet: quiet && { from: minutesOf(quiet.from), until: minutesOf(quiet.until) } }),
  }
}

/** Minutes since midnight; the schema has seen to the form. */
function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

function minuteText(minute: number): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
