"""Sections of a report, one file each: a function of its `subject.Subject`, or of its `place_subject.PlaceSubject`.

`answer` gives the answer in five sentences; `strategies` sets them side by side, `places` says who gains,
`efficiency_and_equity` which bring most health and which narrow the gap, `missions` how far that goes, `money` what it
costs and is worth, `uncertainty` how sure it is, `evidence` what it rests on, `track_record` how well the model has
done, and `method` what was run and how to run it again.

Of one place: `place_answer`, five sentences; `place_results`, what strategies bring; `place_money`, what it receives
and what comes of it; `place_profile`, what it holds and which areas are most like it.
"""
