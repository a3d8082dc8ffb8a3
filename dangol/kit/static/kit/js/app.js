// What every page does; one file per behaviour, bound by data- attributes.
import "./theme.js";
import "./ime.js";
import "./dialog.js";
import "./drop.js";
import "./request.js";
import "./toast.js";
import "./guard.js";
import "./keys.js";
import "./palette.js";
import "./select.js";
import "./edit.js";
import "./tags.js";
import "./columns.js";
import "./grants.js";
import "./format.js";
import "./copy.js";
import "./stream.js";
