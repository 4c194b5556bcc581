import { Link, Redirect, Route, Router, Switch, useLocation } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { AccountPage } from './account/AccountPage.tsx'
import { SmsPage } from './account/SmsPage.tsx'
import { AgreementPage } from './agreements/AgreementPage.tsx'
import { AgreementsPage } from './agreements/AgreementsPage.tsx'
import { OpenAgreementsPage } from './agreements/OpenAgreementsPage.tsx'
import { AlarmDefaultsPage } from './alarms/AlarmDefaultsPage.tsx'
import { AlarmsPage } from './alarms/AlarmsPage.tsx'
import { BatchesPage } from './batches/BatchesPage.tsx'
import { BillingOfficePage } from './billing/BillingOfficePage.tsx'
import { InvoicePage } from './billing/InvoicePage.tsx'
import { AccountInvoicesPage, InvoicesPage } from './billing/InvoicesPage.tsx'
import { ConsentNotice } from './consents/ConsentNotice.tsx'
import { ContactPage } from './contact/ContactPage.tsx'
import { ContactsPage } from './contact/ContactsPage.tsx'
import { PolicyPage } from './contact/PolicyPage.tsx'
import { WithdrawPage } from './contact/WithdrawPage.tsx'
import { CreditsPage } from './credits/CreditsPage.tsx'
import { CustomerPage } from './credits/CustomerPage.tsx'
import { CustomersHome, CustomersPage } from './customers/CustomersPage.tsx'
import { AccountDevicesPage, DeviceList } from './devices/DeviceList.tsx'
import { DevicePage } from './devices/DevicePage.tsx'
import { DialoguePage } from './dialogue/DialoguePage.tsx'
import { LanguageSwitch } from './language/LanguageSwitch.tsx'
import { useLanguage } from './language/language.tsx'
import { LicencesPage } from './licences/LicencesPage.tsx'
import { ChangesProvider, useChanges } from './live/changes.tsx'
import { Together } from './live/Together.tsx'
import { MailPage } from './mail/MailPage.tsx'
import { MailsPage } from './mail/MailsPage.tsx'
import { NumberRequestPage } from './numbers/NumberRequestPage.tsx'
import { NumbersPage } from './numbers/NumbersPage.tsx'
import { Logo } from './parts/Logo.tsx'
import { TroubleNotice } from './parts/TroubleNotice.tsx'
import { ReceiptPage } from './receipt/ReceiptPage.tsx'
import { RecipientsPage } from './recipients/RecipientsPage.tsx'
import { Menu } from './session/Menu.tsx'
import { SignInPage } from './session/SignInPage.tsx'
import { useMayAnywhere, useSession } from './session/session.tsx'
import { SupportPage } from './support/SupportPage.tsx'
import { AskPage } from './users/AskPage.tsx'
import { LinkPage } from './users/LinkPage.tsx'
import { UsersPage } from './users/UsersPage.tsx'

/** Places are told by the part behind `#`: the console is plain files, whatever serves them. */
export function App() {
  const { state } = useSession()
  return (
    <Router hook={useHashLocation}>
      {state.kind === 'in' ? (
        <ChangesProvider>
          <Frame>
            <Page />
          </Frame>
        </ChangesProvider>
      ) : (
        <Frame>
          <BeforeSignIn />
        </Frame>
      )}
    </Router>
  )
}

/** Everything between head and foot. */
function Page() {
  const { text } = useLanguage()
  const [place] = useLocation()
  const waiting = (
    <div aria-busy="true">
      <span className="unseen">{text('console.loading')}</span>
      <div className="bone page" />
    </div>
  )
  return (
    <Together place={place} waiting={waiting}>
      <ConsentNotice />
      <Pages />
    </Together>
  )
}

/** The account that an address names, where it names one. */
function ofAccount(named: string | undefined): { accountId?: string } {
  return named === undefined ? {} : { accountId: decodeURIComponent(named) }
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Home />
      </Route>
      <Route path="/devices/:id">{({ id }) => <DevicePage key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/redemptions/:id/receipt/:paper?">
        {({ id, paper }) => <ReceiptPage key={id} id={id} {...(paper === undefined ? {} : { paper })} />}
      </Route>
      <Route path="/alarms" component={AlarmsPage} />
      <Route path="/alarm-defaults/:account?">{({ account }) => <AlarmDefaultsPage {...ofAccount(account)} />}</Route>
      <Route path="/codes" component={BatchesPage} />
      <Route path="/customers" component={CustomersPage} />
      <Route path="/licences" component={LicencesPage} />
      <Route path="/account/:account?">{({ account }) => <AccountPage key={account} {...ofAccount(account)} />}</Route>
      <Route path="/invoices" component={InvoicesPage} />
      <Route path="/invoices/:id">{({ id }) => <InvoicePage key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/billing" component={BillingOfficePage} />
      <Route path="/agreements">
        <AgreementsPage />
      </Route>
      <Route path="/agreements/ask/:serial">
        {({ serial }) => <AgreementsPage key={serial} serial={decodeURIComponent(serial)} />}
      </Route>
      <Route path="/agreements/:id">{({ id }) => <AgreementPage key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/recipients/:account?">
        {({ account }) => <RecipientsPage key={account} {...ofAccount(account)} />}
      </Route>
      <Route path="/credits/:account?">{({ account }) => <CreditsPage key={account} {...ofAccount(account)} />}</Route>
      <Route path="/customers/:id">{({ id }) => <CustomerPage key={id} accountId={decodeURIComponent(id)} />}</Route>
      <Route path="/customers/:id/devices">
        {({ id }) => <AccountDevicesPage key={id} accountId={decodeURIComponent(id)} />}
      </Route>
      <Route path="/customers/:id/invoices">
        {({ id }) => <AccountInvoicesPage key={id} accountId={decodeURIComponent(id)} />}
      </Route>
      <Route path="/sms" component={SmsPage} />
      <Route path="/mails" component={MailsPage} />
      <Route path="/mails/:id">{({ id }) => <MailPage key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/dialogue/:number?">
        {({ number }) => <DialoguePage key={number} {...(number === undefined ? {} : { numberId: number })} />}
      </Route>
      <Route path="/numbers">
        <NumbersPage />
      </Route>
      <Route path="/number-request">
        <NumberRequestPage />
      </Route>
      <Route path="/users">
        <UsersPage />
      </Route>
      <Route path="/contacts">
        <ContactsPage />
      </Route>
      <Route path="/contact">
        <ContactPage />
      </Route>
      <Route path="/contact/withdraw/:token">{({ token }) => <WithdrawPage key={token} token={token} />}</Route>
      <Route path="/policy">
        <PolicyPage />
      </Route>
      <Route path="/link/:token">{({ token }) => <LinkPage key={token} token={token} />}</Route>
      <Route path="/support/agreements/:account?">
        {({ account }) => <OpenAgreementsPage key={account} {...ofAccount(account)} />}
      </Route>
      <Route path="/support">
        <SupportPage />
      </Route>
      <Route>
        <Redirect to="/" />
      </Route>
    </Switch>
  )
}

/** One's devices; for whoever may see none, a reseller, the customers. */
function Home() {
  return useMayAnywhere('see-devices') ? <DeviceList /> : <CustomersHome />
}

function BeforeSignIn() {
  const { text } = useLanguage()
  const { state, ask } = useSession()
  if (state.kind === 'unreachable') return <TroubleNotice trouble={state.trouble} again={ask} />
  if (state.kind === 'out')
    return (
      <Switch>
        <Route path="/number-request">
          <NumberRequestPage />
        </Route>
        <Route path="/contact">
          <ContactPage />
        </Route>
        <Route path="/contact/withdraw/:token">{({ token }) => <WithdrawPage key={token} token={token} />}</Route>
        <Route path="/policy">
          <PolicyPage />
        </Route>
        <Route path="/register">
          <AskPage key="register" what="register" />
        </Route>
        <Route path="/forgot">
          <AskPage key="forgot" what="forgot" />
        </Route>
        <Route path="/link/:token">{({ token }) => <LinkPage key={token} token={token} />}</Route>
        <Route>
          <SignInPage />
        </Route>
      </Switch>
    )
  return (
    <p className="unseen" aria-busy="true">
      {text('console.loading')}
    </p>
  )
}

function Frame(props: { children: React.ReactNode }) {
  const { text } = useLanguage()
  const { state, signOut } = useSession()
  return (
    <>
      <header className="top">
        <div className="wide">
          <Link href="/" className="brand">
            <Logo />
            {text('console.name')}
          </Link>
          {state.kind === 'in' && <Menu user={state.user} />}
          {state.kind === 'in' && <LiveMark />}
          <LanguageSwitch />
          {state.kind === 'in' && (
            <button type="button" className="quiet" title={state.user.email} onClick={signOut}>
              {text('console.signOut')}
            </button>
          )}
        </div>
      </header>
      <main className="wide">{props.children}</main>
      <footer className="wide soft foot">
        <Link href="/contact" data-testid="foot-contact">
          {text('console.contact.title')}
        </Link>
        <Link href="/policy">{text('console.contact.policy')}</Link>
      </footer>
    </>
  )
}

/** Whether what is shown is kept up to date at this moment. */
function LiveMark() {
  const { text } = useLanguage()
  const { state } = useChanges()
  if (state === 'connecting') return <span className="liveMark" />
  return (
    <span className={`liveMark ${state}`} role="status">
      {text(state === 'live' ? 'console.live' : 'console.reconnecting')}
    </span>
  )
}
