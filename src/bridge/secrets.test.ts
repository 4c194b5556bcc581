import { expect, test } from 'vitest'
import { readBackendKey, readSecrets } from './secrets.ts'

const [A, B] = ['A'.repeat(43), `${'b-_0'.repeat(10)}xyz`]

test('each dongle has the secret of its line, whatever the case of its Carat-ID', () => {
  const secretOf = readSecrets(`# desk 3\r\nfc000001 ${A}\r\n\r\n  FC000002\t${B}\n`)
  expect(['FC000001', 'FC000002', 'FC000003'].map((caratId) => secretOf?.(caratId))).toEqual([A, B, null])
})

test('a secret alone is that of whatever dongle is plugged in', () => {
  expect(readSecrets(`${A}\n`)?.('FC000001')).toBe(A)
})

test.each(['', '# nothing', 'secret', `${A}\n${B}`, `FC000001 ${A} more`, `FC00001 ${A}`, `FC000001 ${A}=`])(
  '%j holds no secrets',
  (text) => expect(readSecrets(text)).toBeNull(),
)

test('a key of the backend is its id and 32 bytes', () => {
  expect(readBackendKey(`command-signing-1=${A}`)).toEqual({ id: 'command-signing-1', publicKey: new Uint8Array(32) })
  for (const text of [A, `=${A}`, `k=${A}A`, `k=${'A'.repeat(42)}`, `k k=${A}`, `${'k'.repeat(33)}=${A}`])
    expect(readBackendKey(text), text).toBeNull()
})
