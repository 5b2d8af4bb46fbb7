import { LoginForm } from './login-form.jsx'

/** @param {{ searchParams: Promise<{ next?: string | string[] }> }} props */
export default async function Page({ searchParams }) {
  const { next } = await searchParams
  return <LoginForm next={ownPath(next)} />
}

/**
 * Whoever makes somebody follow a link to the login must not decide which site comes after it.
 *
 * @param {string | string[] | undefined} next
 */
function ownPath(next) {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/account'
}
