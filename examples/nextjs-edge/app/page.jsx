export default function Page() {
  return (
    <>
      <h1>Sessions at the edge</h1>
      <p>
        <a href="/account">Your account</a> is behind the middleware.
      </p>
    </>
  )
}
