import type { Page, Route } from 'playwright-core'

/** Places are told in fractions of a pixel. */
const MOVED_PX = 1

/**
 * In a page, before its own scripts: looks at every frame whether something that can be pressed stands elsewhere than before; `moved` holds what did.
 * The page's clock stands still, so that no machine is too slow to be waited for.
 */
const WATCH = `(() => {
  const { setTimeout } = window
  window.setTimeout = (act, delay_ms, ...rest) => (delay_ms >= 1000 ? 0 : setTimeout(act, delay_ms, ...rest))
  const places = new WeakMap()
  window.moved = []
  const look = () => {
    for (const part of document.querySelectorAll('main :is(button, a, input, select, summary)')) {
      const { top, height } = part.getBoundingClientRect()
      if (height === 0) continue
      const place = top + scrollY
      const by = place - (places.get(part) ?? place)
      if (Math.abs(by) > ${MOVED_PX}) window.moved.push((part.dataset.testid ?? part.textContent) + ' by ' + Math.round(by) + ' px')
      places.set(part, place)
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))'
const BUSY = `document.querySelector('main [aria-busy=true]') !== null`

/**
 * Makes the API's answers to the pages that are opened from now on arrive one by one, the last that was asked for first, each drawn before the next.
 * @returns to be called when a page has been gone to: what could be pressed and moved until all had come
 */
export async function watchMoves(page: Page): Promise<() => Promise<string[]>> {
  const held: Route[] = []
  await page.addInitScript(WATCH)
  await page.route('**/api/v1/**', async (route) => {
    const request = route.request()
    const apart = /\/(events|session)$/.test(request.url())
    if (request.method() === 'GET' && !apart) held.push(route)
    else await route.continue()
  })
  return async () => {
    await page.evaluate(TWO_FRAMES)
    for (let quiet = 0; quiet < 3; ) {
      const next = held.pop()
      if (next) {
        await next.continue()
        // Null for what a page that was left had asked for.
        await (await next.request().response())?.finished()
      }
      await page.evaluate(TWO_FRAMES)
      quiet = next || (await page.evaluate<boolean>(BUSY)) ? 0 : quiet + 1
    }
    return [...new Set(await page.evaluate<string[]>('window.moved'))]
  }
}
