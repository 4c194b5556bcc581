import type { Finding } from '../../flows/support/lookup.ts'
import { licenceTypeText } from '../../std/licence-type.ts'
import { instantText } from '../../std/period.ts'
import type { SupportFindingBody } from '../support-schemas.ts'
import { alarmBody } from './alarm-body.ts'
import { unlockBody } from './dongle-body.ts'
import { factsOf } from './facts.ts'
import { redemptionBody } from './redemption-body.ts'

type Answer = NonNullable<Finding['redemptions'][number]['answer']>

/** What support has found, as the API tells it. */
export function findingBody(finding: Finding): SupportFindingBody {
  const { accounts, moreAccounts, codes, licences, devices, redemptions, releases, alarms, held, history } = finding
  return {
    accounts,
    moreAccounts,
    codes: codes.map(codeBody),
    licences: licences.map(licenceBody),
    devices,
    redemptions: redemptions.map((found) => ({
      redemption: redemptionBody(found),
      who: found.who,
      ...(found.accountName === '' ? {} : { accountId: found.accountId }),
      accountName: found.accountName,
      ...(found.device && { device: found.device }),
      ...(found.counter === null ? {} : { counter: found.counter }),
      ...(found.answer && { answer: answerBody(found.answer) }),
      receipt: found.state === 'applied',
    })),
    releases: releases.map(releaseBody),
    alarms: alarms.map(alarmBody),
    held: held.map(({ since, until, ...counted }) => ({
      ...counted,
      since: instantText(since),
      until: instantText(until),
    })),
    history: history.map(({ at, details, currency, ...deed }) => ({
      ...deed,
      at: instantText(at),
      details: factsOf(details, currency),
    })),
  }
}

function licenceBody(found: Finding['licences'][number]): SupportFindingBody['licences'][number] {
  const { userId: _, accounts, startedAt, endsAt, history, ...licence } = found
  return {
    ...licence,
    accounts: accounts.map(({ name }) => name),
    accountIds: accounts.map(({ id }) => id),
    startedAt: instantText(startedAt),
    endsAt: instantText(endsAt),
    history: history.map(({ at, until, ...step }) => ({ ...step, at: instantText(at), until: instantText(until) })),
  }
}

function releaseBody(found: Finding['releases'][number]): SupportFindingBody['releases'][number] {
  const { at, type, order, messages, unlocks, ...release } = found
  return {
    ...release,
    type: licenceTypeText(type),
    releasedAt: instantText(at),
    ...(order && { order: orderBody(order) }),
    messages: messages.map((message) => ({ ...message, at: instantText(message.at) })),
    unlocks: unlocks.map(({ deviceId, counter, answer, ...unlock }) => ({
      unlock: unlockBody(unlock),
      deviceId,
      ...(counter === null ? {} : { counter }),
      ...(answer && { answer }),
    })),
  }
}

function orderBody({
  accountId,
  ...order
}: NonNullable<Finding['releases'][number]['order']>): NonNullable<SupportFindingBody['releases'][number]['order']> {
  return { ...order, ...(accountId === null ? {} : { accountId }) }
}

function codeBody({ batch, ...code }: Finding['codes'][number]): SupportFindingBody['codes'][number] {
  const { last4, activatedAt, usedAt, card } = code
  const { soldTo, purchasedAt, packSize } = batch
  return {
    id: code.id,
    family: code.family,
    state: code.state,
    ...(last4 === null ? {} : { last4 }),
    ...(activatedAt === null ? {} : { activatedAt: instantText(activatedAt) }),
    ...(usedAt === null ? {} : { usedAt: instantText(usedAt) }),
    ...(card === null ? {} : { card }),
    batch: {
      id: batch.id,
      state: batch.state,
      product: factsOf(JSON.parse(batch.product)),
      channel: batch.channel,
      ...(soldTo === null ? {} : { soldTo }),
      ...(packSize === null ? {} : { packSize }),
      ...(purchasedAt === null ? {} : { purchasedAt: instantText(purchasedAt) }),
      mintedAt: instantText(batch.mintedAt),
      mintedBy: batch.mintedBy,
    },
  }
}

/** `at` is the device's own clock, which may be anywhere: what is no instant of ours is left out. */
function answerBody({
  at,
  before,
  after,
  ...said
}: Answer): NonNullable<SupportFindingBody['redemptions'][number]['answer']> {
  const sane = at <= Date.UTC(2200, 0, 1)
  return { ...said, before: simBody(before), after: simBody(after), ...(sane ? { at: instantText(at) } : {}) }
}

function simBody(reading: Answer['before']): { validUntil: string } | { balanceMinor: number; currency: string } {
  return 'until' in reading
    ? { validUntil: instantText(reading.until) }
    : { balanceMinor: reading.balance, currency: reading.currency }
}
