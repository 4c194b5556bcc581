import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agentName } from './agent-name.ts'

const GECKO = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0'
const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

test.each([
  [GECKO, 'Firefox', 'Windows'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${KIT} Chrome/142.0.0.0 Safari/537.36`, 'Chrome', 'Linux'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${KIT} Chrome/142.0.0.0 Mobile Safari/537.36`, 'Chrome', 'Android'],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    'Microsoft Edge',
    'Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    'Safari',
    'iOS',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'Safari',
    'macOS',
  ],
])('%s is %s on %s', (agent, browser, system) => {
  expect(agentName(agent)).toEqual({ browser, system })
})

test('what calls itself something else is no browser, and nothing that it says takes the page down', () => {
  expect(agentName('')).toEqual({ browser: null, system: null })
  expect(agentName('node')).toEqual({ browser: null, system: null })
  fc.assert(fc.property(fc.string(), (agent) => void agentName(agent)))
})
