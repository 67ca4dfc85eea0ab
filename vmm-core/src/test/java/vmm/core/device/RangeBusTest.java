package vmm.core.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.device.BusTarget;

class RangeBusTest {
  private final RangeBus bus = new RangeBus();
  private final BusTarget low = mock(BusTarget.class);
  private final BusTarget high = mock(BusTarget.class);

  @BeforeEach
  void attach() {
    bus.attach(0x64, 4, high);
    bus.attach(0x60, 4, low);
  }

  @Test
  void anAccessWithinOneRangeReachesItWhole() {
    when(low.read(2, 2)).thenReturn(0xABCD_1234L);

    assertThat(bus.read(0x62, 2)).isEqualTo(0x1234);
    bus.write(0x64, 4, -1);
    verify(high).write(0, 4, 0xFFFF_FFFFL);
    verify(low).read(2, 2);
    verifyNoMoreInteractions(low, high);
  }

  @Test
  void anAccessOverAnEdgeIsSplitIntoBytesInOrder() {
    when(low.read(3, 1)).thenReturn(0x11L);
    when(high.read(0, 1)).thenReturn(0x22L);

    assertThat(bus.read(0x63, 2)).isEqualTo(0x2211);
    bus.write(0x63, 2, 0x4433);
    var order = inOrder(low, high);
    order.verify(low).write(3, 1, 0x33);
    order.verify(high).write(0, 1, 0x44);
  }

  @Test
  void whatIsAttachedElsewhereAnswersWhereNobodyElseDoes() {
    BusTarget elsewhere = mock(BusTarget.class);
    bus.attachElsewhere(elsewhere);
    when(low.read(0, 1)).thenReturn(5L);
    when(elsewhere.read(0x5F, 1)).thenReturn(0x1234L);

    assertThat(bus.read(0x5F, 2)).isEqualTo(0x0534);
    bus.write(0x68, 2, 0x1234_5678);
    var order = inOrder(elsewhere);
    order.verify(elsewhere).write(0x68, 1, 0x78);
    order.verify(elsewhere).write(0x69, 1, 0x56);
    bus.write(0x64, 4, -1);
    verify(high).write(0, 4, 0xFFFF_FFFFL);
    verify(elsewhere).read(0x5F, 1);
    verifyNoMoreInteractions(elsewhere);
  }

  @Test
  void whereNobodyAnswersReadsAreAllOnesAndWritesAreDropped() {
    when(low.read(0, 1)).thenReturn(5L);

    assertThat(bus.read(0x70, 1)).isEqualTo(0xFF);
    assertThat(bus.read(0x70, 8)).isEqualTo(-1);
    assertThat(bus.read(0x5F, 2)).isEqualTo(0x05FF);
    assertThat(bus.read(-1, 4)).isEqualTo(0xFFFF_FFFFL);
    bus.write(0x70, 4, 1);
    verify(low).read(0, 1);
    verifyNoMoreInteractions(low, high);
  }

  @Test
  void saysWhoIsThere() {
    assertThat(bus.claims(0x60)).isTrue();
    assertThat(bus.claims(0x67)).isTrue();
    assertThat(bus.claims(0x68)).isFalse();
    assertThat(bus.claims(0x5F)).isFalse();
  }

  @Test
  void rangesDoNotOverlap() {
    assertThatThrownBy(() -> bus.attach(0x67, 10, low))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("addresses 0x64 to 0x67 are taken");
    assertThatThrownBy(() -> bus.attach(0, 0x61, low)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bus.attach(0, 0, low)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bus.attach(Long.MAX_VALUE, 2, low))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
