// Features of HTML files that mail programs lack, as JSON: node caniemail.mjs CLIENT,CLIENT FILE …
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";
import { clientNames } from "./node_modules/caniemail/dist/clients.js";

// Its facts know Outlook.com; its list of names does not, and a name it does not know is left out.
clientNames.push("outlook.outlook-com");

const [clients, ...files] = process.argv.slice(2);
const look = (file) => {
  try {
    return caniemail({ clients: clients.split(","), html: readFileSync(file, "utf8") });
  } catch (error) {
    const note = { title: "unreadable", notes: [String(error.message)] };
    return { issues: { errors: [["every program", [note]]], warnings: [] } };
  }
};
const said = files.flatMap((file) => {
  const { issues } = look(file);
  const of = (found, support) =>
    [...found].flatMap(([client, list]) =>
      list.map(({ title, notes }) => ({ file, client, support, feature: title, notes })),
    );
  return [...of(issues.errors, "none"), ...of(issues.warnings, "partly")];
});
console.log(JSON.stringify(said));
