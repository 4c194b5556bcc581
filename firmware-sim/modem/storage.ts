/** <stat> of 3GPP TS 27.005 §3.1 in PDU mode: received unread, received read, stored unsent, stored sent. */
export type Stat = 0 | 1 | 2 | 3

/** A stored message. `pdu`: the service centre's address and the TPDU, `tpduLength` octets of them. */
export type Stored = { stat: Stat; pdu: Uint8Array; tpduLength: number }

/** A memory of a fixed number of places, counted from 1. It outlives power. */
export type Storage = {
  readonly size: number
  used(): number
  /** Into the first free place. @returns which, or null when there is none */
  put(message: Stored): number | null
  get(index: number): Stored | null
  remove(index: number): void
  /** Index and message of all, lowest place first. */
  all(): [number, Stored][]
}

/** An empty memory. */
export function createStorage(size: number): Storage {
  const places = new Map<number, Stored>()
  return {
    size,
    used: () => places.size,
    put(message) {
      for (let index = 1; index <= size; index++) {
        if (places.has(index)) continue
        places.set(index, message)
        return index
      }
      return null
    },
    get: (index) => places.get(index) ?? null,
    remove: (index) => void places.delete(index),
    all: () => Array.from(places).sort(([a], [b]) => a - b),
  }
}
