import { SMS_SETTINGS, SMS_TOGETHER, type SMS_WAYS, type SmppAddress } from './sms-settings.ts'

type Settings = typeof SMS_SETTINGS
/** Each setting's value; null where it is absent or unfit. */
export type SmsValues = { [Key in keyof Settings]: ReturnType<Settings[Key]['read']> | null }

/** The ways to the telephone network that are configured; null = it is not. */
export type SmsConfig = {
  /** The one that is used. */
  transport: (typeof SMS_WAYS)[number]
  /** Null: what the way itself has. */
  perMinute: number | null
  keepDays: number
  modem: { port: string; pin: string | null; number: string | null } | null
  '46elks': { user: string; password: string; from: string; webhookSecret: string } | null
  twilio: { account: string; token: string; from: string } | null
  sinch: {
    plan: string
    token: string
    region: 'eu' | 'us' | 'au' | 'br' | 'ca'
    from: string
    webhookSecret: string
  } | null
  smpp: (SmppAddress & { from: string }) | null
}

/** Gathers what belongs together. @param fault told of a name that is missing beside others of its kind */
export function smsConfig(values: SmsValues, fault: (name: string, why: string) => void): SmsConfig {
  for (const [way, keys] of Object.entries(SMS_TOGETHER)) {
    if (keys.every((key) => values[key] === null)) continue
    for (const key of keys)
      if (values[key] === null) fault(SMS_SETTINGS[key].name, `is missing: ${way} needs all of its names`)
  }
  const { elksUser, elksPassword, elksFrom, elksWebhookSecret, twilioAccount, twilioToken, twilioFrom } = values
  const { smsTransport, sinchPlan, sinchToken, sinchRegion, sinchFrom, sinchWebhookSecret, smppAddress, smppFrom } =
    values
  const config: SmsConfig = {
    transport: smsTransport ?? 'console',
    perMinute: values.smsPerMinute,
    keepDays: values.smsKeepDays ?? 30,
    modem: values.modemPort ? { port: values.modemPort, pin: values.modemPin, number: values.modemNumber } : null,
    '46elks':
      elksUser && elksPassword && elksFrom && elksWebhookSecret
        ? { user: elksUser, password: elksPassword, from: elksFrom, webhookSecret: elksWebhookSecret }
        : null,
    twilio:
      twilioAccount && twilioToken && twilioFrom
        ? { account: twilioAccount, token: twilioToken, from: twilioFrom }
        : null,
    sinch:
      sinchPlan && sinchToken && sinchFrom && sinchWebhookSecret
        ? {
            plan: sinchPlan,
            token: sinchToken,
            region: sinchRegion ?? 'eu',
            from: sinchFrom,
            webhookSecret: sinchWebhookSecret,
          }
        : null,
    smpp: smppAddress && smppFrom ? { ...smppAddress, from: smppFrom } : null,
  }
  if (config.transport !== 'console' && config[config.transport] === null)
    fault(SMS_SETTINGS.smsTransport.name, `is ${config.transport}, whose own names are missing`)
  return config
}
