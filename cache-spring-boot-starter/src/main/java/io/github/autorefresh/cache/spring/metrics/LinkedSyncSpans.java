package io.github.autorefresh.cache.spring.metrics;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of sync calls, each with a link to every span in which a refresh that the call
 * answers was asked for. A span has one parent, and a call may answer many requests, or none: so
 * these are links. Observations have no links, hence this handler instead of Micrometer's.
 * Thread-safe.
 */
public final class LinkedSyncSpans implements TracingObservationHandler<SyncObservationContext> {

  private final Tracer tracer;

  /** Makes spans of this tracer. */
  public LinkedSyncSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public boolean supportsContext(Observation.Context context) {
    return context instanceof SyncObservationContext;
  }

  @Override
  public void onStart(SyncObservationContext context) {
    Span.Builder span = tracer.spanBuilder();
    Span parent = getParentSpan(context);
    if (parent != null) {
      span.setParent(parent.context());
    }
    for (ObservationView requestedIn : context.requestedIn()) {
      Span request = spanOf(requestedIn);
      if (request != null) {
        span.addLink(new Link(request));
      }
    }
    getTracingContext(context).setSpan(span.start());
  }

  private static @Nullable Span spanOf(ObservationView observation) {
    TracingContext tracing = observation.getContextView().get(TracingContext.class);
    return tracing == null ? null : tracing.getSpan();
  }

  @Override
  public void onStop(SyncObservationContext context) {
    Span span = getRequiredSpan(context);
    span.name(getSpanName(context));
    tagSpan(context, span);
    endSpan(context, span);
  }

  @Override
  public Tracer getTracer() {
    return tracer;
  }
}
