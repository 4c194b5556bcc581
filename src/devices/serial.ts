import { luhnFits } from '../std/luhn.ts'

/** IMEI: 15 digits, the last a Luhn digit (3GPP TS 23.003 §6.2.1, annex B). */
export function isImei(text: string): boolean {
  return /^[0-9]{15}$/.test(text) && luhnFits(text)
}

/** The first eight digits are a type; a log needs no more than the last four to be useful. */
export function maskedSerial(serial: string): string {
  return `…${serial.slice(-4)}`
}

/** A Carat-ID in its one form: 8 hexadecimal capitals, not all zeros (docs/protocol/dongle.md). */
export function isCaratId(text: string): boolean {
  return /^[0-9A-F]{8}$/.test(text) && text !== '00000000'
}
