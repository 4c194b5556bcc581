import { expect, test } from 'vitest'
import { owningStory } from '../owning/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { STORIES } from './fixed-orders.ts'
import { model, PEOPLE } from './model.ts'

const ON_EACH = PLACES.filter(({ name }) => name !== 'SQLite in a file').flatMap((place) =>
  STORIES.map((story) => ({ place, ...story })),
)

test.each(ON_EACH)('on $place.name: $claim', async ({ place, happenings }) => {
  const story = await owningStory(place, PEOPLE)
  try {
    const house = await model(story)
    for (const one of happenings) {
      await house.happen(one)
      await house.check()
    }
    const merges = happenings.filter(({ what }) => what === 'merge')
    expect(await story.rows('account_merges')).toHaveLength(merges.length)
  } finally {
    await story.end()
  }
})
