import './styles/tokens.css'
import './styles/base.css'
import './styles/frame.css'
import './styles/devices.css'
import './styles/identify.css'
import './styles/redeem.css'
import './styles/drawings.css'
import './styles/support.css'
import './styles/batches.css'
import './styles/licences.css'
import './styles/dialogue.css'
import './styles/zones.css'
import './styles/contact.css'
import './styles/alarms.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { connectApi } from './api.ts'
import { theBrowser } from './browser.ts'
import { firstLanguage } from './language/choose-language.ts'
import { LanguageProvider, languagesAt, loadSpeech } from './language/language.tsx'
import { SessionProvider } from './session/session.tsx'
import { WorldContext } from './world.tsx'

const language = firstLanguage(
  languagesAt(location.hash.slice(1)).map(([tag]) => tag),
  navigator.languages,
  () => localStorage,
)
document.documentElement.lang = language

const first = await loadSpeech(language, theBrowser.now)
const api = connectApi(
  (...request) => fetch(...request),
  () => document.documentElement.lang,
)

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <WorldContext value={{ api, browser: theBrowser }}>
      <LanguageProvider first={first} now={theBrowser.now}>
        <SessionProvider>
          <App />
        </SessionProvider>
      </LanguageProvider>
    </WorldContext>
  </StrictMode>,
)
