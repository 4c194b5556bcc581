/* The console's service worker. It does one thing: it shows the pushes that come, and says that it did. It caches nothing: the console is always the server's. */

self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data))
})

self.addEventListener('notificationclick', (event) => {
  const { path, receipt } = event.notification.data ?? {}
  event.notification.close()
  event.waitUntil(Promise.all([say(receipt, 'opened'), open(path)]))
})

/** A browser wants to see something for every push: one that cannot be read is shown by the name alone. */
async function show(data) {
  const { title = 'Koppel', body = '', tag = '', path = '/', receipt = '' } = wordsOf(data)
  await self.registration.showNotification(title, { body, tag, icon: '/favicon.svg', data: { path, receipt } })
  await say(receipt, 'delivered')
}

function wordsOf(data) {
  try {
    const words = data.json()
    return typeof words === 'object' && words !== null ? words : {}
  } catch {
    return {}
  }
}

/** The word in the push shows which one is meant; whoever is signed in here is not told. */
async function say(receipt, said) {
  if (!receipt) return
  const body = JSON.stringify({ receipt, said })
  const headers = { 'content-type': 'application/json' }
  await fetch('/api/v1/push/receipts', { method: 'POST', headers, body, credentials: 'omit' }).catch(() => {})
}

/** Brings the console to the front, at the place that the push is about; never another site's address. */
async function open(path) {
  const place = `/#${typeof path === 'string' && path.startsWith('/') ? path : '/'}`
  const [present] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!present) return self.clients.openWindow(place)
  await present.focus().catch(() => {})
  return present.navigate(place).catch(() => self.clients.openWindow(place))
}
