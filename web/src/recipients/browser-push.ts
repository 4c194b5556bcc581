import type { PushSubscriptionBody } from '../api-types.ts'

/** Why this browser can show no pushes: it cannot at all (plain http, or an old one), or the person has said no. */
export type NoPush = 'unsupported' | 'denied'

const WORKER = '/push-worker.js'

/** Whether it could. Service workers are for https and for the machine itself. */
export function canPush(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** Asks the person, and then the browser's push service. @param publicKey what to subscribe to @throws whatever the push service has against it */
export async function turnOn(publicKey: string): Promise<PushSubscriptionBody | NoPush> {
  if (!canPush()) return 'unsupported'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  await navigator.serviceWorker.register(WORKER)
  const { pushManager } = await navigator.serviceWorker.ready
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  const { endpoint, keys } = subscription.toJSON()
  return { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } }
}

/** Ends it in this browser. */
export async function turnOff(): Promise<void> {
  if (!canPush()) return
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  const subscription = await registration?.pushManager.getSubscription()
  await subscription?.unsubscribe()
}
