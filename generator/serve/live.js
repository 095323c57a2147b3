// Listens for changes of the magazine: reloads the page, or shows in a bar why the newest content cannot be shown.
const folder = new URL(".", import.meta.url);
const changes = new EventSource(new URL("changes", folder));
let seen = Number(new URL(import.meta.url).search.slice(1)); // what this page shows

changes.addEventListener("message", async (event) => {
  const { version, errors } = JSON.parse(event.data);
  if (errors > 0) await tell();
  else if (version !== seen) location.reload();
  seen = version;
});

async function tell() {
  const answer = await fetch(new URL("diagnostics", folder));
  let bar = document.querySelector("litfass-bar");
  if (!bar) {
    bar = document.createElement("litfass-bar");
    bar.setAttribute("role", "alert");
    document.body.append(bar);
  }
  bar.textContent = await answer.text();
}
