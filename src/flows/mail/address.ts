/** RFC 5321 §4.5.3.1: 64 octets before the @, 255 after it, and 254 in all that fit into a path. */
const MOST_CHARACTERS = 254
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/

/**
 * Whether a text is one address of e-mail in its plain form (RFC 5322 §3.4.1 addr-spec, a dot-atom in ASCII): no display name, no comment, no list, no line of a header.
 * Addresses in other letters (RFC 6531) are not taken: few servers on the way do.
 */
export function isMailAddress(text: string): boolean {
  return text.length <= MOST_CHARACTERS && text.indexOf('@') <= 64 && ADDRESS.test(text)
}
