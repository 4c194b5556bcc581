import { CONTENT_BYTES_MAX, type ContentFault, type Frame, readContent } from './frame.ts'

/** Why what stood between two zeros was dropped; `too-long` is told when the 513th byte comes, and nothing of the rest is kept. */
export type FrameFault = ContentFault | 'cobs' | 'too-long'

export type FrameDecoder = {
  /** Reads the bytes that came, in pieces of any size, and hands over each frame at its closing zero. */
  take(bytes: Uint8Array): void
}

/** A code byte of 255 announces 254 bytes and no zero after them. */
const CODE_WITHOUT_ZERO = 255

/**
 * Reads frames from a line in which anything may happen (docs/protocol/dongle.md §2). Holds at most 512 bytes whatever comes; after noise it is in step again at
 * the next zero.
 * @param onFrame called in the order of the line; it may throw, and the decoder is then in step with the next frame
 * @param onFault called for whatever is dropped between two zeros
 */
export function frameDecoder(onFrame: (frame: Frame) => void, onFault: (fault: FrameFault) => void): FrameDecoder {
  const content = new Uint8Array(CONTENT_BYTES_MAX)
  let length = 0
  /** Bytes that the last code still announces. */
  let left = 0
  let code = 0
  /** Nothing is kept until the next zero. */
  let dropping = false

  const keep = (byte: number): void => {
    if (length === CONTENT_BYTES_MAX) {
      dropping = true
      onFault('too-long')
    } else content[length++] = byte
  }

  const close = (): void => {
    const [began, whole, dropped] = [code !== 0, left === 0, dropping]
    const read = began && whole && !dropped ? readContent(content.subarray(0, length)) : null
    length = 0
    left = 0
    code = 0
    dropping = false
    if (!began || dropped) return
    if (read === null) onFault('cobs')
    else if (typeof read === 'string') onFault(read)
    else onFrame(read)
  }

  return {
    take(bytes) {
      for (const byte of bytes) {
        if (byte === 0) close()
        else if (dropping) continue
        else if (left > 0) {
          left--
          keep(byte)
        } else {
          // The zero that a code stands for is data only where another code follows it.
          if (code !== 0 && code !== CODE_WITHOUT_ZERO) keep(0)
          code = byte
          left = byte - 1
        }
      }
    },
  }
}
