/* sim.js - keeps what is marked data-live fresh; without it, reload the page. */
"use strict";
(function () {
	var parts = document.querySelectorAll("[data-live][id]");

	function bottom(part) {
		part.scrollTop = part.scrollHeight;
	}

	function take(text) {
		var page = new DOMParser().parseFromString(text, "text/html");

		parts.forEach(function (part) {
			var fresh = page.getElementById(part.id);

			if (!fresh || fresh.innerHTML === part.innerHTML)
				return;
			part.replaceChildren.apply(part, Array.from(fresh.childNodes));
			if (part.className === "screen")
				bottom(part);
		});
	}

	function ask() {
		if (document.hidden)
			return;
		fetch(location.pathname, { headers: { Accept: "text/html" } })
		    .then(function (answer) { return answer.ok ? answer.text() : null; })
		    .then(function (text) { if (text) take(text); })
		    .catch(function () { /* the next one may come through */ });
	}

	document.querySelectorAll(".screen").forEach(bottom);
	if (parts.length > 0)
		setInterval(ask, 1500);
}());
