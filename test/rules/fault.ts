/** What a rule found. `key` names the file, or `file function`, under which an exemption may stand. */
export type Fault = { key: string; text: string }

/** Exemptions from one rule: the key of a fault, and why it is right there. */
export type Exemptions = Readonly<Record<string, string>>

/** The faults that no exemption covers, and the exemptions that cover nothing any more. */
export function judge(faults: readonly Fault[], exemptions: Exemptions = {}): string[] {
  const keys = new Set(faults.map(({ key }) => key))
  const idle = Object.keys(exemptions).filter((key) => !keys.has(key))
  return [
    ...faults.filter(({ key }) => !(key in exemptions)).map(({ text }) => text),
    ...idle.map((key) => `${key}: an exemption without a fault`),
  ]
}
