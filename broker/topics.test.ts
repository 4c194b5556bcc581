import fc from 'fast-check'
import { Qlobber } from 'qlobber'
import { expect, test } from 'vitest'
import { networkOf } from './admission.ts'
import { PacketScanner } from './packets.ts'
import { covers } from './topics.ts'

const topic = fc.array(fc.constantFrom('a', 'b', ''), { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'))
const filter = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', '+', ''), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, all]) => [...levels, ...(all ? ['#'] : [])].join('/'))

function matches(pattern: string, name: string): boolean {
  const matcher = new Qlobber<true>({ separator: '/', wildcard_one: '+', wildcard_some: '#', match_empty_levels: true })
  return matcher.add(pattern, true).match(name).length > 0
}

test('a filter that is covered matches nothing that its cover does not', () => {
  fc.assert(
    fc.property(filter, filter, topic, (wide, narrow, name) => {
      if (covers(wide, narrow) && matches(narrow, name)) expect(matches(wide, name)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('a plain topic is covered exactly by what matches it', () => {
  fc.assert(
    fc.property(filter, topic, (wide, name) => {
      expect(covers(wide, name)).toBe(matches(wide, name))
    }),
    {
      numRuns: 2_000,
    },
  )
})

test('addresses count by network: IPv4 whole, IPv6 by 64 bits', () => {
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(networkOf('2001:db8::6')).toBe('2001:db8:0:0::/64')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
})

test('packets are found wherever the stream is cut', () => {
  const packet = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.nat(400)).map(([first, length]) => {
    const size = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7]
    return Buffer.concat([Buffer.from([first, ...size]), Buffer.alloc(length, 0xff)])
  })
  fc.assert(
    fc.property(fc.array(packet), fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }), (packets, cuts) => {
      const stream = Buffer.concat(packets)
      const heads: number[] = []
      const wholes: number[] = []
      const scanner = new PacketScanner()
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const chunk = stream.subarray(at, at + cuts[turn % cuts.length]!)
        scanner.scan(chunk, {
          head: ({ bytes }) => void heads.push(bytes) as never,
          whole: ({ type }) => void wholes.push(type) as never,
        })
        at += chunk.length
      }
      expect(heads).toEqual(packets.map(({ length }) => length))
      expect(wholes).toEqual(packets.map((bytes) => bytes[0]! >> 4))
    }),
  )
})
