/** What a collar is watched for. Each may be switched off. */
export type AlarmSettings = {
  /** Moved further than that from where it was when this was switched on, or where it came to rest last. */
  movement: { on: boolean; metres: number }
  battery: { on: boolean; percent: number }
  noContact: { on: boolean; hours: number }
  /** Minor units of the SIM's currency. */
  balance: { on: boolean; minor: number }
  validity: { on: boolean; days: number }
  disagreement: { on: boolean }
  simSwapped: { on: boolean }
}
export type SettingName = keyof AlarmSettings

/** What somebody has chosen; what is missing is as the account's, or as the house's. */
export type ChosenSettings = { readonly [N in SettingName]?: Partial<AlarmSettings[N]> }

/** Of who has chosen nothing. Movement is for whoever parks a collar on purpose. */
export const DEFAULT_SETTINGS: AlarmSettings = {
  movement: { on: false, metres: 100 },
  battery: { on: true, percent: 20 },
  noContact: { on: true, hours: 48 },
  balance: { on: true, minor: 2_000 },
  validity: { on: true, days: 30 },
  disagreement: { on: true },
  simSwapped: { on: true },
}

/** The numbers that may be chosen, both ends included. */
export const SETTING_RANGES = {
  movement: { metres: { min: 20, max: 10_000 } },
  battery: { percent: { min: 1, max: 90 } },
  noContact: { hours: { min: 1, max: 720 } },
  balance: { minor: { min: 0, max: 1_000_000 } },
  validity: { days: { min: 1, max: 100 } },
} as const

/** The house's, with what the account has chosen over it, and what the collar has over that. */
export function settingsOf(...chosen: readonly (ChosenSettings | null | undefined)[]): AlarmSettings {
  const whole = structuredClone(DEFAULT_SETTINGS)
  for (const one of chosen)
    for (const name of Object.keys(one ?? {}) as SettingName[]) Object.assign(whole[name], one?.[name])
  return whole
}
