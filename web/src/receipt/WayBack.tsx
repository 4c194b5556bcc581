import { Link } from 'wouter'
import type { Receipt } from '../api-types.ts'
import { useLanguage } from '../language/language.tsx'
import { useLoad } from '../live/use-load.ts'
import { useSession } from '../session/session.tsx'
import { useWorld } from '../world.tsx'
import { statementIn } from './statement.ts'

type Props = { id: string; receipt: Receipt }

/** From a receipt to where its code went: a device, or an account. @param props.id of the redemption */
export function WayBack({ id, receipt }: Props) {
  const statement = statementIn(receipt.body)
  if (!statement || statement.device || statement.account === undefined) return <ToDevice id={id} />
  return <ToAccount accountId={statement.account} type={statement.effect.type} />
}

/** The receipt knows the device by its serial number alone; one that has gone to somebody else has no page here any more. */
function ToDevice({ id }: { id: string }) {
  const { api } = useWorld()
  const { text } = useLanguage()
  const used = async () => {
    const { deviceId } = await api.redemption(id)
    return deviceId === undefined ? null : api.device(deviceId)
  }
  const { data: device, trouble } = useLoad(used, `device of ${id}`, 0)
  if (device)
    return (
      <Link href={`/devices/${encodeURIComponent(device.id)}`} className="back">
        {device.name}
      </Link>
    )
  return trouble ? (
    <Link href="/" className="back">
      {text('console.device.back')}
    </Link>
  ) : null
}

/** One's own account by the page that shows what the code gave; another's, which only staff see, as a customer. */
function ToAccount({ accountId, type }: { accountId: string; type: string }) {
  const { text } = useLanguage()
  const { state } = useSession()
  const own = state.kind === 'in' && state.user.memberships.some((one) => one.accountId === accountId)
  const [page, name] = !own
    ? ['customers', 'console.customer.title']
    : type === 'credits-add'
      ? ['credits', 'console.account.credits']
      : ['account', 'console.account.title']
  return (
    <Link href={`/${page}/${encodeURIComponent(accountId)}`} className="back">
      {text(name)}
    </Link>
  )
}
