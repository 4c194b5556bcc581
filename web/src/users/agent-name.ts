import Bowser from 'bowser'

/** What signed in, in words that people use; null: what is not known of it. */
export type AgentName = { browser: string | null; system: string | null }

/** @param agent what it calls itself (RFC 9110 §10.1.5) */
export function agentName(agent: string): AgentName {
  if (agent === '') return { browser: null, system: null }
  const { browser, os } = Bowser.parse(agent)
  return { browser: browser.name || null, system: os.name || null }
}
