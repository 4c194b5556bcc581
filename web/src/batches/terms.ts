import type { Batch } from '../api-types.ts'
import { instant_ms, instantText } from '../browser.ts'
import type { Speech } from '../language/speech.ts'

/** What a batch was ordered with besides its worth, each in a few words. */
export function termsOf(batch: Batch, { text, format }: Speech): string[] {
  const { count, packSize = 1, channel, purchasedAt, endOfSaleAt, regions, soldTo } = batch
  const terms: (string | false | undefined)[] = [
    packSize > 1 && text('console.codes.term.cards', { cards: count / packSize, packSize }),
    soldTo,
    channel === 'own-shop' ? text('console.codes.channel.ownShop') : channel,
    purchasedAt !== undefined && text('console.codes.term.purchase', { date: format.calendarDay(purchasedAt) }),
    endOfSaleAt !== undefined &&
      text('console.codes.term.lastDay', { date: format.calendarDay(momentBefore(endOfSaleAt)) }),
    regions && text('console.codes.regions.only', { countries: regions.map(format.country).join(', ') }),
    batch.needsActivation && text('console.codes.needsActivation'),
    batch.campaign && text('console.codes.campaign'),
    batch.notMigratable && text('console.codes.notMigratable'),
  ]
  return terms.filter((term) => term !== undefined && term !== false)
}

/** The last moment of sale: the end itself is sold no more. */
function momentBefore(instant: string): string {
  return instantText(instant_ms(instant) - 1)
}
