/** What happened to the accounts on this phone, until its person says OK: for a week, as the server lists it. */

/** Ask for it; gives whether anything is new. A server that knows no notices has none. */
export async function lookAtNotices(phone) {
  const before = JSON.stringify(handlesOf(phone));
  const answer = await phone.api.notices();
  const heardAt = performance.now();
  // What was on its way when OK was said still names those.
  const unread = answer.notices.filter(({ handle }) => !phone.noticesRead?.has(handle));
  phone.notices = unread.map((notice) => ({
    ...notice,
    secondsAgo: () => answer.server_time - notice.at + (performance.now() - heardAt) / 1000,
  }));
  return JSON.stringify(handlesOf(phone)) !== before;
}

function handlesOf({ notices = [] }) {
  return notices.map(({ handle }) => handle);
}

/** The person has read these, the newest first, of which each account's newest is enough to say. */
export async function sayOk(phone, notices) {
  const newest = notices.filter((one, at) => notices.findIndex(({ account }) => account === one.account) === at);
  for (const { handle } of newest) await phone.api.noticeSeen(handle);
  const read = new Set([...(phone.noticesRead ?? []), ...handlesOf({ notices })]);
  phone.noticesRead = read;
  // By their names: an answer that came meanwhile brought the same ones anew.
  phone.notices = phone.notices.filter(({ handle }) => !read.has(handle));
}

/** The address of the page on which this can be taken back. */
export async function linkOf(phone, { handle }) {
  const { link } = await phone.api.noticeLink(handle);
  return link;
}
