/** What a SIM is waiting for (3GPP TS 27.007 +CPIN). `blocked`: its PUK has been wrong ten times. */
export type SimState = 'ready' | 'pin' | 'puk' | 'blocked' | 'absent'

/** A SIM card: identities, and a PIN with three tries, then a PUK with ten. Its counts outlive power; that the PIN was entered does not. */
export type SimCard = {
  readonly imsi: string
  readonly iccid: string
  state(): SimState
  /** Tries left of the PIN and of the PUK. */
  tries(): { pin: number; puk: number }
  /** True when the PIN is asked for at all. */
  asksPin(): boolean
  /** False when it was wrong, or is not what the card waits for. */
  enterPin(pin: string): boolean
  /** Gives it a new PIN. False when the PUK was wrong, or is not what the card waits for. */
  enterPuk(puk: string, newPin: string): boolean
  /** Needs the PIN. False when it was wrong; that uses up a try. */
  changePin(pin: string, newPin: string): boolean
  askPin(ask: boolean, pin: string): boolean
  /** Power was away. */
  restart(): void
  /** Taken out, or put back. */
  insert(present: boolean): void
}

export type SimCardOptions = { imsi: string; iccid: string; pin: string | null; puk: string }

const PIN_TRIES = 3
const PUK_TRIES = 10

/** @param options `pin` null: none is asked for, and it would be 0000 */
export function createSimCard({ imsi, iccid, pin: firstPin, puk }: SimCardOptions): SimCard {
  let pin = firstPin ?? '0000'
  let asks = firstPin !== null
  let [entered, present, pinTries, pukTries] = [false, true, PIN_TRIES, PUK_TRIES]

  const state = (): SimState => {
    if (!present) return 'absent'
    if (pukTries === 0) return 'blocked'
    if (pinTries === 0) return 'puk'
    return asks && !entered ? 'pin' : 'ready'
  }
  const fits = (tried: string): boolean => {
    if (!present || pinTries === 0) return false
    const right = tried === pin
    pinTries = right ? PIN_TRIES : pinTries - 1
    if (pinTries === 0) entered = false
    return right
  }
  return {
    imsi,
    iccid,
    state,
    tries: () => ({ pin: pinTries, puk: pukTries }),
    asksPin: () => asks,
    enterPin(tried) {
      if (state() !== 'pin' || !fits(tried)) return false
      entered = true
      return true
    },
    enterPuk(tried, newPin) {
      if (state() !== 'puk') return false
      if (tried !== puk) {
        pukTries -= 1
        return false
      }
      ;[pin, pinTries, pukTries, entered] = [newPin, PIN_TRIES, PUK_TRIES, true]
      return true
    },
    changePin(tried, newPin) {
      if (!fits(tried)) return false
      pin = newPin
      return true
    },
    askPin(ask, tried) {
      if (!fits(tried)) return false
      ;[asks, entered] = [ask, true]
      return true
    },
    restart() {
      entered = false
    },
    insert(next) {
      ;[present, entered] = [next, false]
    },
  }
}
