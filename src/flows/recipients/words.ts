import { splitSms, toSeptets } from '../../std/gsm-text.ts'
import type { Texts } from '../../std/texts.ts'
import { wallText } from '../../std/zone.ts'
import type { PushWords } from '../push/queue-push.ts'

/** The same news in each way's own form. */
export type Words = { sms: string; mail: { subject: string; text: string }; push: Omit<PushWords, 'tag'> }

/** Of an alarm's step, as it is told. `at` and `now` in milliseconds since 1970. */
export type ToldStep = {
  rule: string
  class: 'security' | 'function'
  step: 'opened' | 'closed'
  device: string
  at: number
  /** It was reported long after it happened. */
  late: boolean
}

const NAME_CHARACTERS_MAX = 40
const SUBJECT_CHARACTERS_MAX = 150

/** What an alarm's step says in one language, by the clocks of one zone. */
export function alarmWords(texts: Texts, language: string, told: ToldStep, zone: string): Words {
  const at = wallText(told.at, zone)
  const say = (key: string, more: Record<string, string> = {}): string =>
    texts.text(language, key, { class: told.class, step: told.step, late: told.late ? 'yes' : 'no', at, zone, ...more })
  const sentence = (device: string): string => sentenceOf(texts, language, told.rule, device)
  const whole = sentence(plain(told.device))
  return {
    sms: fitted(told.device, (device) => say('alarm.told.sms', { sentence: sentence(device) })),
    mail: {
      subject: cut(say('alarm.told.subject', { sentence: whole })),
      text: say('alarm.told.mail', { sentence: whole }),
    },
    push: { title: say('alarm.told.title'), body: say('alarm.told.push', { sentence: whole }), path: '/alarms' },
  }
}

/** That alarms of an account end, or come on; whoever reads it need not be whoever pays, and is not told why. */
export type ToldService = {
  what: 'ends' | 'ended' | 'averted' | 'back'
  classes: 'function' | 'security' | 'both'
  account: string
  day: number | null
}

/** What it says in one language, by the clocks of one zone. */
export function serviceWords(texts: Texts, language: string, told: ToldService, zone: string): Words {
  const { what, classes } = told
  const [day = ''] = told.day === null ? [] : wallText(told.day, zone).split(' ')
  const say = (part: string, account: string): string =>
    texts.text(language, `service.told.${part}`, { what, classes, account, day })
  const account = plain(told.account)
  return {
    sms: fitted(told.account, (name) => say('sms', name)),
    mail: { subject: cut(say('subject', account)), text: say('mail', account) },
    push: { title: say('title', account), body: say('push', account), path: '/recipients' },
  }
}

/** A try: that alarms would come this way. */
export function testWords(texts: Texts, language: string): Words {
  const say = (part: string): string => texts.text(language, `recipient.test.${part}`)
  return {
    sms: say('sms'),
    mail: { subject: say('subject'), text: say('mail') },
    push: { title: say('subject'), body: say('sms'), path: '/recipients' },
  }
}

/** What an owner is told when there are no SMS credits left. */
export function creditsWords(texts: Texts, language: string): Omit<Words, 'sms'> {
  const say = (part: string): string => texts.text(language, `credits.out.${part}`)
  return {
    mail: { subject: say('subject'), text: say('mail') },
    push: { title: say('subject'), body: say('push'), path: '/credits' },
  }
}

/** One line that says what happened to what; a rule without words of its own is told as an alarm. */
function sentenceOf(texts: Texts, language: string, rule: string, device: string): string {
  const key = `alarm.rule.${rule}`
  const said = texts.text(language, key, { device })
  return said === key ? texts.text(language, 'alarm.rule.other', { device }) : said
}

/** A name as it may stand in a line: people write anything into names. */
function plain(name: string): string {
  const line = name
    .toWellFormed()
    .replace(/\p{C}+/gu, ' ')
    .trim()
  return line.length > NAME_CHARACTERS_MAX ? `${[...line].slice(0, NAME_CHARACTERS_MAX - 1).join('')}…` : line
}

/** The text with as much of the name as one message holds: each costs one credit. Where no part of it would fit, letters that a network must write apart are left out. */
function fitted(name: string, text: (name: string) => string): string {
  const letters = [...plain(name)]
  for (let kept = letters.length; kept >= 0; kept--) {
    const whole = text(letters.slice(0, kept).join(''))
    if (splitSms(whole).parts.length === 1) return whole
  }
  const basic = letters.map((letter) => (toSeptets(letter) === null ? '?' : letter))
  for (let kept = basic.length; kept >= 0; kept--) {
    const whole = text(basic.slice(0, kept).join(''))
    if (splitSms(whole).parts.length === 1) return whole
  }
  return [...text('')].slice(0, 70).join('')
}

function cut(subject: string): string {
  return plainLine(subject).slice(0, SUBJECT_CHARACTERS_MAX)
}

function plainLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}
