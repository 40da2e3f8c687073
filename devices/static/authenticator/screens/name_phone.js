/** What Security info calls this phone, for one account. */

import { plain } from "../ui/dom.js";
import { place, toAccounts } from "../ui/frame.js";
import { field, form, who } from "../ui/parts.js";
import { gettext } from "../ui/texts.js";

/** The name there is, to be written anew. */
export function namePhone(app, { account }) {
  const name = field({
    id: "phone-name",
    label: gettext("What this phone is called"),
    hint: gettext("So you find it among your phones at Security info on the web."),
    value: plain(account.phone_name ?? ""),
    maxlength: "60",
    required: true,
    autocomplete: "off",
  });
  const onsubmit = () => {
    const isBlank = plain(name.input.value).trim() === "";
    name.complain(isBlank ? gettext("Write a name that can be seen.") : "");
    return isBlank ? null : save();
  };
  const save = () =>
    app.attempt(async () => {
      await app.phone.api.renamePhone(account.id, name.input.value);
      await app.refresh();
      app.home();
      app.say("good", gettext("Saved."));
    });
  return place({ title: gettext("Name this phone"), back: toAccounts(app) }, who(account), form({ submit: gettext("Save"), onsubmit }, name.element));
}
