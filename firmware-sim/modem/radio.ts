import type { Cancel, Clock } from '../../src/std/clock.ts'

/** The radio: whether it is on, what it hears, whether the network knows it. */
export type Radio = {
  /** <stat> of +CREG (3GPP TS 27.007 §7.2): 0 off or not searching, 1 registered, 2 searching. */
  stat(): 0 | 1 | 2
  /** <rssi> of +CSQ (§8.5): 0 to 31, 99 for nothing heard. */
  rssi(): number
  /** Signal in dBm, or coverage at all. */
  hear(signal_dBm: number | null): void
  /** <fun> of +CFUN (§8.2): 1 is full, 0 and 4 are off the air. */
  function(): number
  setFunction(fun: number): void
  /** To be called when power or the SIM have changed. */
  look(): void
  stop(): void
}

export type RadioOptions = {
  clock: Clock
  /** True while the modem has power and its SIM is ready. */
  mayRegister(): boolean
  /** From searching to registered. */
  register_ms: number
  /** Called after each change of `stat`. */
  onStat(stat: number): void
}

const SIGNAL_DBM = -73
/** +CSQ counts steps of 2 dB from -113 dBm. */
const RSSI_0_DBM = -113
const NOT_HEARD = 99

/** A radio that is on and in coverage. */
export function createRadio({ clock, mayRegister, register_ms, onStat }: RadioOptions): Radio {
  let signal_dBm: number | null = SIGNAL_DBM
  let [fun, stat, told]: [number, 0 | 1 | 2, number] = [1, 0, 0]
  let registering: Cancel | null = null

  const become = (next: 0 | 1 | 2): void => {
    stat = next
    if (stat === told) return
    told = stat
    onStat(stat)
  }
  const look = (): void => {
    const isOn = fun === 1 && mayRegister()
    if (isOn && signal_dBm !== null) {
      if (stat === 1 || registering) return
      become(2)
      registering = clock.after(register_ms, () => {
        registering = null
        become(1)
      })
      return
    }
    registering?.()
    registering = null
    become(isOn ? 2 : 0)
  }
  return {
    stat: () => stat,
    rssi: () =>
      signal_dBm === null || fun !== 1
        ? NOT_HEARD
        : Math.min(31, Math.max(0, Math.round((signal_dBm - RSSI_0_DBM) / 2))),
    hear(next) {
      signal_dBm = next
      look()
    },
    function: () => fun,
    setFunction(next) {
      fun = next
      look()
    },
    look,
    stop() {
      registering?.()
      registering = null
    },
  }
}
