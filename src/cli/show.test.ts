import { expect, test } from 'vitest'
import { printable } from './show.ts'

test.each([
  ['Abruf mit:\ncl.5P', 'Abruf mit: cl.5P'],
  ['one\r\ntwo', 'one two'],
  ['\u001b[2Jgone\r', '?[2Jgone?'],
  ['left\u202eright', 'left?right'],
])('somebody else’s text stays on its line and moves no cursor: %j', (text, shown) => {
  expect(printable(text)).toBe(shown)
})
