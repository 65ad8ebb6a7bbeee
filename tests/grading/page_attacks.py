"""Texts that try to run, load or fake something in a page, and a picture of one pixel."""

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
HIT = "document.title='HIT'"
ATTACKS = [
    f"<script>{HIT}</script>",
    f"<scr<script></script>ipt>{HIT}</script>",
    f"<ScRiPt\n>{HIT}</sCrIpT\n>",
    f"<img src=x onerror={HIT}>",
    f"<img/src='x'/onerror={HIT}>",
    f"<svg onload={HIT}><animate onbegin={HIT} attributeName=x></svg>",
    f"<svg><style><img src=x onerror={HIT}></style></svg>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror={HIT}>'>",
    f"<noscript><p title='</noscript><img src=x onerror={HIT}>'></noscript>",
    f"<textarea><p title='</textarea><img src=x onerror={HIT}>'>",
    f"<style><a title='</style><img src=x onerror={HIT}>'></style>",
    f"<!--><img src=x onerror={HIT}>-->",
    f"<![CDATA[><img src=x onerror={HIT}>]]>",
    f"<xmp><p id='</xmp><img src=x onerror={HIT}>'>",
    f"<a href='javascript:{HIT}'>x</a>",
    f"<a href='java\tscript:{HIT}'>x</a>",
    f"<a href='&#106;avascript&colon;{HIT}'>x</a>",
    f"<a href='data:text/html,<script>{HIT}</script>'>x</a>",
    f"[x](javascript:{HIT})",
    f"<javascript:{HIT}>",
    f"[x]: javascript:{HIT}\n\n[x]",
    f"![x](attachment:a.png) ![x](data:image/svg+xml,<svg/onload={HIT}>)",
    f'![x" onerror="{HIT}](x.png "a\' onerror={HIT}")',
    f'```x" onload="{HIT}\n</code></pre><script>{HIT}</script>\n```',
    f"$\\href{{javascript:{HIT}}}{{x}}$ $$<script>{HIT}</script>$$",
    "<base href='https://evil.example/'><a href='page.html'>x</a>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example';</style>",
    "<style>#T_a td{background:url(//evil.example/?q)} a[href^=x]{color:red}</style>",
    "<p style=\"background:url('//evil.example');position:fixed;color:expression(1)\">x</p>",
    f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe><object data=x></object>",
    f"<form action=//evil.example><input onfocus={HIT} autofocus></form>",
    f"<details open ontoggle={HIT}><summary onclick={HIT}>x</summary></details>",
    f"<marquee onstart={HIT}>x</marquee><video><source onerror={HIT}></video>",
    f"</div></section></main></body></html><script>{HIT}</script>",
    f"\x1b]8;;javascript:{HIT}\x07x\x1b]8;;\x07\x1b[31m<img src=x onerror={HIT}>\x1b[0m",
    f"&lt;script&gt;{HIT}&lt;/script&gt; &#60;img src=x onerror={HIT}&#62;",
    f'\' " onmouseover={HIT} x="`{{{{ 7 * 7 }}}} {{% raw %}}',
    "<ul><li><div><li></li></div></div></li></ul><table><table></table></table></td></table>",
]
