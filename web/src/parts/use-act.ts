import { useState } from 'react'
import { type Trouble, troubleOf } from '../trouble.ts'

/** Something that a person does and that may be refused. @param onDone called when it was done */
export function useAct(onDone: () => void): {
  working: boolean
  trouble: Trouble | null
  act: (doing: Promise<unknown>) => void
} {
  const [working, setWorking] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const act = (doing: Promise<unknown>): void => {
    setWorking(true)
    setTrouble(null)
    doing.then(onDone, (caught: unknown) => setTrouble(troubleOf(caught))).finally(() => setWorking(false))
  }
  return { working, trouble, act }
}
