import { describe, expect, test } from 'vitest'
import { portNameText, readPortName, steadyName } from './name.ts'

describe('the name of a port', () => {
  test.each([
    ['usb:1a86:7523', { kind: 'usb', vendorId: '1a86', productId: '7523' }],
    ['USB:1A86:7523', { kind: 'usb', vendorId: '1a86', productId: '7523' }],
    ['usb:0403:6001:A5:02 x', { kind: 'usb', vendorId: '0403', productId: '6001', serialNumber: 'A5:02 x' }],
    ['/dev/serial/by-id/usb-1a86-if00', { kind: 'path', path: '/dev/serial/by-id/usb-1a86-if00' }],
    ['COM3', { kind: 'path', path: 'COM3' }],
  ])('%s', (text, name) => {
    expect(readPortName(text)).toEqual(name)
  })

  test.each(['', 'usb:', 'usb:1a86', 'usb:1a86:75', 'usb:1a86:7523:', 'usb:xyza:7523', '/dev/tty\0', '/dev/\u001b[2J'])(
    'is not %j',
    (text) => {
      expect(readPortName(text)).toBeNull()
    },
  )

  test('is written as it is read', () => {
    for (const text of ['usb:0403:6001:A5', 'usb:0403:6001', '/dev/ttyUSB0']) {
      const name = readPortName(text)
      expect(name && portNameText(name)).toBe(text)
    }
  })

  test('that survives a replug is the USB identity, where there is one', () => {
    const port = { path: '/dev/ttyUSB0', manufacturer: undefined, pnpId: undefined, locationId: undefined }
    const usb = { ...port, vendorId: '1A86', productId: '7523' }
    expect(steadyName({ ...usb, serialNumber: 'A1' })).toBe('usb:1a86:7523:A1')
    expect(steadyName({ ...usb, serialNumber: undefined })).toBe('usb:1a86:7523')
    expect(steadyName({ ...port, vendorId: undefined, productId: undefined, serialNumber: undefined })).toBeNull()
  })
})
