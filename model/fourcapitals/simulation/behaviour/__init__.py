"""What actors do, one file an actor: functions of an area's own numbers, called in the order of `schedule`."""
