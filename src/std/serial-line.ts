/** A byte line to a device on a serial port, opened. Bytes arrive in the pieces in which the system gave them. */
export type SerialLine = {
  /** Resolves when the system has taken the bytes. @throws Error when the line is gone */
  write(bytes: Uint8Array): Promise<void>
  /** One taker; bytes that came before it are given to it first. */
  onBytes(take: (bytes: Uint8Array) => void): void
  /** Called once, when the line is gone: unplugged, hung up or closed. At once if it is already. */
  onGone(take: (why: string) => void): void
  /** Resolves when the port is free for others. */
  close(): Promise<void>
}

/** Opens the same device's line anew. @throws Error when it is absent or held by another program */
export type OpenSerialLine = () => Promise<SerialLine>
