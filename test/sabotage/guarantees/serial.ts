import type { Guarantee } from '../guarantee.ts'

/** Serial ports, and the line to a dongle. */
export const SERIAL: readonly Guarantee[] = [
  {
    name: 'frames are checked',
    promise: 'A frame that was changed on the line is never accepted.',
    edits: [
      { file: 'src/serial/frame/frame.ts', out: "((high << 8) | low)) return 'crc'", in: '((high << 8) | low)) high' },
    ],
    suite: 'src/serial/frame/frame.test.ts',
  },
  {
    name: 'the check of a frame is complemented',
    promise: 'No single flipped bit makes another frame, not even one of the zero that closes it.',
    edits: [
      { file: 'src/serial/frame/frame.ts', out: 'return crc16ccitt(bytes) ^ 0xffff', in: 'return crc16ccitt(bytes)' },
    ],
    suite: 'src/serial/frame/frame.test.ts',
  },
  {
    name: 'an answer belongs to its request',
    promise: 'The answer to one request is never taken for that to another.',
    edits: [{ file: 'src/serial/link/machine.ts', out: 'frame.sequence === state.sequence && ', in: '' }],
    suite: 'src/serial/link/link.test.ts',
  },
  {
    name: 'a dongle is greeted after silence',
    promise: 'A dongle that may have been exchanged or restarted is greeted before it is asked again.',
    edits: [
      {
        file: 'src/serial/link/machine.ts',
        out: "return end(state.sequence, false, { kind: 'silent' })",
        in: "return end(state.sequence, true, { kind: 'silent' })",
      },
    ],
    suite: 'src/serial/link/link.test.ts',
  },
  {
    name: 'what may have been carried out is not asked again',
    promise:
      'A dongle that was restarted in the middle of a command is not given it a second time: a wrong code would count twice.',
    edits: [{ file: 'src/serial/link/machine.ts', out: 'state.tries === 1 && !state.again', in: '!state.again' }],
    suite: 'src/serial/link/link.test.ts',
  },
  {
    name: 'a hang-up is noticed',
    promise: 'A port whose device was pulled is closed, and not read without pause for ever.',
    edits: [
      { file: 'src/serial/port/guard.ts', out: "if (bytesRead === 0) throw new Error('the device hung up')", in: '' },
      { file: 'src/serial/port/guard.ts', out: 'if (bytesRead !== null) return', in: 'if (bytesRead) return' },
    ],
    suite: 'src/serial/port/guard.test.ts',
  },
  {
    name: 'a full line is still read',
    promise: 'A device that takes nothing for a while is still heard.',
    edits: [
      {
        file: 'src/serial/port/guard.ts',
        out: 'if (waiting.size > 1) port.poller',
        in: 'if (waiting.size > 2) port.poller',
      },
    ],
    suite: 'src/serial/port/guard.test.ts',
  },
  {
    name: 'a port is for one program',
    promise: 'A second opener of a serial port is refused.',
    edits: [{ file: 'src/serial/port/open.ts', out: 'lock: true', in: 'lock: false' }],
    suite: 'test/serial/port.test.ts',
  },
  {
    name: 'a greeting is answered afresh',
    promise: 'An answer left over from whoever had the port before is never taken for that to our HELLO.',
    edits: [
      { file: 'src/serial/link/hello.ts', out: ".equals(nonce)) return { kind: 'foreign' }", in: '.equals(nonce)) {}' },
    ],
    suite: 'src/serial/link/link.test.ts',
  },
  {
    name: 'what waits to be written is bounded',
    promise: 'A device that takes nothing costs at most 64 kB.',
    edits: [
      {
        file: 'src/serial/port/line.ts',
        out: 'stream.writableLength + bytes.length > WRITE_QUEUE_BYTES_MAX',
        in: 'stream.writableLength + bytes.length > 1_000 * WRITE_QUEUE_BYTES_MAX',
      },
    ],
    suite: 'src/serial/port/open.test.ts',
  },
  {
    name: 'a device that hangs is given up',
    promise: 'A write that the system does not take ends within 10 s.',
    edits: [
      {
        file: 'src/serial/port/line.ts',
        out: 'const cancel = clock.after(WRITE_MS_MAX, () => end(',
        in: 'const cancel = clock.after(WRITE_MS_MAX, () => void (',
      },
    ],
    suite: 'src/serial/port/open.test.ts',
  },
  {
    name: 'a lent port is left alone',
    promise: 'Who lends a port does not open it again while the borrower has it, and does afterwards.',
    edits: [
      {
        file: 'src/serial/port/lend.ts',
        out: "if (borrower) throw new PortError('port-held', 'lent to another program')",
        in: '',
      },
    ],
    suite: 'test/serial/lend.test.ts',
  },
  {
    name: 'ports are lent by way of an own folder',
    promise: 'Nobody but the user who runs a bridge can ask it for its port.',
    edits: [{ file: 'src/serial/port/lend.ts', out: ' && (found.mode & 0o077) === 0', in: '' }],
    suite: 'test/serial/lend.test.ts',
  },
]
