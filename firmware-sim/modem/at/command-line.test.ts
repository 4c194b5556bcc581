import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argumentsIn } from './arguments.ts'
import { requestsIn } from './command-line.ts'

const names = (line: string): string[] | undefined => requestsIn(line)?.map(({ name, form }) => `${name} ${form}`)

describe('a command line (ITU-T V.250 §5.2)', () => {
  it.each([
    ['', []],
    ['E0', ['E set']],
    ['&F', ['&F set']],
    ['E0V1Q0', ['E set', 'V set', 'Q set']],
    ['&FE0+CMGF=0', ['&F set', 'E set', '+CMGF set']],
    ['+CMEE=1;+CREG=2', ['+CMEE set', '+CREG set']],
    ['+CMEE=1;;+CSQ;', ['+CMEE set', '+CSQ run']],
    ['+cpms=?', ['+CPMS test']],
    ['+CSCA?', ['+CSCA read']],
    ['+CSCA="+43;664"', ['+CSCA set']],
    ['S0=1', ['S set']],
    ['S3?', ['S read']],
    [' E0 ', ['E set']],
  ])('AT%s', (line, expected) => {
    expect(names(line)).toEqual(expected)
  })

  it.each(['+', '?', '+CPMS="SM', '1', '+CMGF=1"2"'])('AT%s is none', (line) => {
    expect(requestsIn(line)).toBeNull()
  })

  it('never hangs nor throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'+CMGS=?;",&ES0123 \u0000ü'), maxLength: 60 }), (line) => {
        const requests = requestsIn(line)
        expect(requests === null || Array.isArray(requests)).toBe(true)
      }),
    )
  })
})

it('parameters may be left out, quoted, and hold what would end them', () => {
  expect(argumentsIn('"SM",,4,"a,b"')).toEqual([
    { text: 'SM', quoted: true },
    { text: '', quoted: false },
    { text: '4', quoted: false },
    { text: 'a,b', quoted: true },
  ])
  expect(argumentsIn('')).toEqual([{ text: '', quoted: false }])
  expect(argumentsIn('"SM')).toBeNull()
})
