import { useLanguage } from '../language/language.tsx'
import { Ago } from '../parts/Ago.tsx'

export function OnlineMark(props: { online: boolean }) {
  const { text } = useLanguage()
  return (
    <span className={props.online ? 'presence online' : 'presence'}>
      {text(props.online ? 'console.device.online' : 'console.device.offline')}
    </span>
  )
}

export function LastSeen(props: { at: string | null }) {
  const { text } = useLanguage()
  return <span className="soft">{props.at ? <Ago at={props.at} /> : text('console.device.neverSeen')}</span>
}
