const NUMBER = /^\+[1-9]\d{6,14}$/

/** Whether it is a telephone number as every transport takes it: international, in the form of ITU-T E.164, with at least seven digits. */
export function isE164(number: string): boolean {
  return NUMBER.test(number)
}
