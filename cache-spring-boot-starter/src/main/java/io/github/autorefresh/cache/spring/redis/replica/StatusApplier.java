package io.github.autorefresh.cache.spring.redis.replica;

import io.github.autorefresh.cache.spi.ControlSink;
import io.github.autorefresh.cache.spring.redis.copy.Stretch;
import io.github.autorefresh.cache.spring.redis.lease.ClaimSchedule;
import io.github.autorefresh.cache.spring.redis.lease.KnownOutage;
import io.github.autorefresh.cache.spring.redis.lease.LeaseParts;
import io.github.autorefresh.cache.spring.redis.lease.MarkSchedule;
import io.github.autorefresh.cache.spring.redis.script.OutageState;
import io.github.autorefresh.cache.spring.redis.script.Session;
import io.github.autorefresh.cache.spring.redis.script.StoreStatus;

/** Takes what a status of the store says of the whole cluster into what is known here. */
final class StatusApplier {

  private final ClaimSchedule schedule;
  private final MarkSchedule marks;
  private final Stretch stretch;
  private final Session session;
  private final SharedSettings settings;
  private final LogicalClock clock;
  private final ClusterHold hold;
  private final KnownOutage outage;
  private final ControlSink control;

  StatusApplier(
      LeaseParts<?> parts,
      SharedSettings settings,
      LogicalClock clock,
      ClusterHold hold,
      KnownOutage outage,
      ControlSink control) {
    schedule = parts.schedule();
    marks = parts.marks();
    stretch = parts.items().stretch();
    session = parts.session();
    this.settings = settings;
    this.clock = clock;
    this.hold = hold;
    this.outage = outage;
    this.control = control;
  }

  /** Takes what is due and what time it is, which a store that has lost something says, too. */
  void applySchedule(StoreStatus status) {
    schedule.overdue(status.overdue(), status.lateMicros());
    stretch.update(status.stretch());
    if (status.overdue() > 0) {
      control.mayBeDue();
    }
    marks.areDue(status.marksDue());
    clock.isShiftedBy(status.shiftMicros());
    clock.was(status.nowMicros());
  }

  /** What holds for all replicas. */
  void applyControl(StoreStatus status) {
    settings.adopt(status.settings());
    hold.reported(status.heldMicros());
    OutageState reported = status.outage();
    if (reported != null) {
      outage.heard(reported, session.epoch(), status.nowMicros());
    }
  }
}
