/**
 * The same text, as long as it is within its limit. What has gone out cannot be refused any more: beyond the limit it breaks off, which a reader sees by the missing end (RFC 9112 §8).
 * @throws Error beyond the limit
 */
export async function* bounded(texts: AsyncIterable<string>, bytes_max: number): AsyncGenerator<string> {
  let bytes = 0
  for await (const text of texts) {
    bytes += Buffer.byteLength(text)
    if (bytes > bytes_max) throw new Error(`an export of more than ${bytes_max} bytes`)
    yield text
  }
}
