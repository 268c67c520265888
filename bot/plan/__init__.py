"""The yearly plan: from any plan document to the right reminder at the right time.

In the order in which a plan goes through them:

- *reading*: ``reading`` makes items of a document, ``rules_times`` says when they fall due.
- *drafting*: ``drafting`` stores them as a draft and compares it with what stands; ``drafts`` shows it, ``timing`` reads
  the times that are typed, ``succession`` drafts the next year, ``congress`` the tasks around one.
- *confirming*: ``confirming`` corrects, confirms, and takes back.
- *reminding*: ``scheduling`` says which days have something to say, ``reach`` to whom, ``reminding`` says it, ``outlook`` is
  the month-end page, ``missed`` what came too late, ``rehearsal`` a whole year in advance.
- *living with it*: ``looking`` shows months and years, ``card`` one item, ``spoken`` finds the one that words mean;
  ``living`` moves and settles it, ``acting``, ``drives`` and ``tasks`` turn it into something (``linked`` tells what),
  ``outcomes`` marks what was held, ``summary`` sums up the year, ``exporting`` and ``picture`` make files.
"""
